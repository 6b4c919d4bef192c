-- What all scripts on a network begin with: its keys, all in one slot, and how its journal is kept.
-- Entries stand in one hash by `kind:step`, and a sorted set a kind has their steps; what lies on shelves
-- stands by `number:kind:step`, and a sorted set has the numbers.

local network, lease, entries, labels, ways, shelves, shelved =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local steps = {checkpoint = KEYS[8], before = KEYS[9], batch = KEYS[10], point = KEYS[11]}
local call, at = redis.call, 0

local function take()
  at = at + 1
  return ARGV[at]
end

local function each(work)
  for _ = 1, tonumber(take()) do work() end
end

local function put(kind, step, content)
  call('HSET', entries, kind .. ':' .. step, content)
  call('ZADD', steps[kind], step, step)
end

local function drop(kind, step)
  call('HDEL', entries, kind .. ':' .. step)
  call('ZREM', steps[kind], step)
end

local function shelf(number)
  return call('ZRANGE', shelved, number, number, 'BYSCORE')
end

local function clear(number)
  for _, place in ipairs(shelf(number)) do call('HDEL', shelves, place) end
  call('ZREMRANGEBYSCORE', shelved, number, number)
end

local function aside(number, kind, step)
  local content = call('HGET', entries, kind .. ':' .. step)
  if content then
    local place = number .. ':' .. kind .. ':' .. step
    call('HSET', shelves, place, content)
    call('ZADD', shelved, number, place)
    drop(kind, step)
  end
end

-- Whether somebody else holds the network: without a token, anybody; with one, who has a later one.
local function held(token)
  if token == '' then return call('EXISTS', lease) == 1 end
  return call('HGET', network, 'token') ~= token
end

local function remove()
  for _, key in ipairs(KEYS) do call('DEL', key) end
end
