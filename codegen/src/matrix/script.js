"use strict";
// Shows the rows that the form asks for. Without this script, all of them are there.
(function () {
  var form = document.getElementById("filter");
  var search = document.getElementById("search");
  var access = document.getElementById("access");
  var sensitive = document.getElementById("only-sensitive");
  var findings = document.getElementById("only-findings");
  var shown = document.getElementById("shown");
  var operations = Array.from(document.querySelectorAll("#operations tr.row"));
  var others = Array.from(document.querySelectorAll("main section:not(#operations) tr.row"));
  var texts = new Map(operations.concat(others).map(function (row) {
    return [row, row.textContent.toLowerCase()];
  }));
  function matches(row, words) {
    var text = texts.get(row);
    return words.every(function (word) { return text.includes(word); });
  }
  function apply() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var wanted = access.value;
    var count = 0;
    operations.forEach(function (row) {
      var visible = matches(row, words)
        && (!wanted || row.dataset.access.split(" ").includes(wanted))
        && (!sensitive.checked || "sensitive" in row.dataset)
        && (!findings.checked || "findings" in row.dataset);
      row.hidden = !visible;
      count += visible ? 1 : 0;
    });
    others.forEach(function (row) { row.hidden = !matches(row, words); });
    shown.textContent = count + " of " + operations.length + " operations";
  }
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () { setTimeout(apply); });
  apply();
})();
