-- Adds a key. KEYS: its entry, its id, its client.
-- ARGV: the entry, what the id says, the client's name for the key, when it ends (0: never),
-- now, how long it is kept (0: always), and how many active keys a client may have.
if redis.call('EXISTS', KEYS[1]) == 1 or redis.call('EXISTS', KEYS[2]) == 1 then
  return 1
end
local ends = redis.call('HGETALL', KEYS[3])
local active = 0
for index = 1, #ends, 2 do
  local last = tonumber(ends[index + 1])
  if last == 0 or last > tonumber(ARGV[5]) then
    active = active + 1
  else
    redis.call('HDEL', KEYS[3], ends[index])
  end
end
if active >= tonumber(ARGV[7]) then
  return 2
end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2])
if ARGV[6] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
  redis.call('PEXPIRE', KEYS[2], ARGV[6])
end
redis.call('HSET', KEYS[3], ARGV[3], ARGV[4])
return 0
