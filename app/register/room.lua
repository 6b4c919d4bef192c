-- What is done in one room, whole or not at all, and how the room stands then; nothing where there is none.
-- A room is a hash that Redis lets go of when its time is up. Seats of followers are in a sorted set by the
-- time until which they are held, networks that are lent in a list of `name network`, the latest last.

local room, followers, lent = KEYS[1], KEYS[2], KEYS[3]
local call, at = redis.call, 0

local function take()
  at = at + 1
  return ARGV[at]
end

local act, seated, stays = take(), tonumber(take()), tonumber(take())
local clock = call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function get(field)
  return call('HGET', room, field) or ''
end

local function count()
  return tonumber(get('number'))
end

local function changed()
  call('HINCRBY', room, 'number', 1)
end

local function touch()
  call('PEXPIRE', room, stays)
  changed()
end

local function lead(seat)
  call('HSET', room, 'leader', seat, 'until', now + seated)
  touch()
end

-- Whether a seat leads, or may, since nobody else does.
local function free(seat)
  local leader = get('leader')
  return leader == '' or leader == seat
end

local function hold(seat)
  if call('ZADD', followers, now + seated, seat) == 1 then changed() end
end

local function leave_late()
  if call('ZREMRANGEBYSCORE', followers, '-inf', now) > 0 then changed() end
  if get('leader') ~= '' and tonumber(get('until')) <= now then
    call('HSET', room, 'leader', '')
    changed()
  end
end

local function lend(network, name)
  for _, line in ipairs(call('LRANGE', lent, 0, -1)) do
    local known, other = line:match('^(%S+) (.*)$')
    if other == network then
      name = known
      call('LREM', lent, 1, line)
    end
  end
  call('RPUSH', lent, name .. ' ' .. network)
  call('LTRIM', lent, -tonumber(take()), -1)
  return name
end

local acts = {
  read = function() end,

  lead = function() lead(take()) end,

  follow = function()
    local seat, most = take(), tonumber(take())
    if not call('ZSCORE', followers, seat) and call('ZCARD', followers) >= most then return 'full' end
    hold(seat)
  end,

  leave = function()
    while at < #ARGV do
      local seat = take()
      if get('leader') == seat then
        call('HSET', room, 'leader', '')
        touch()
      elseif call('ZREM', followers, seat) == 1 then
        changed()
      end
    end
  end,

  renew = function()
    local seen, leader = tonumber(take()), take()
    if seen > count() then
      call('HSET', room, 'number', seen)
      changed()
    end
    if leader ~= '' and get('leader') == leader then
      call('HSET', room, 'until', now + seated)
    elseif leader ~= '' and free(leader) then
      lead(leader)
      if get('shown') ~= '' then call('HSET', room, 'shown_at', count()) end
    end
    while at < #ARGV do hold(take()) end
  end,

  show = function()
    local seat, shown = take(), take()
    if free(seat) then
      lead(seat)
      call('HSET', room, 'shown', shown, 'shown_at', count())
    end
  end,

  lend = function() return lend(take(), take()) end,

  -- For a while it is told that the room was ended, to servers that did not hear of it.
  ['end'] = function()
    if free(take()) then
      call('HSET', room, 'ended', 'stopped', 'leader', '')
      changed()
      call('DEL', followers, lent)
      call('PEXPIRE', room, math.min(stays, 3 * seated))
    end
  end,
}

if act == 'open' then
  call('HSETNX', room, 'number', 1)
  call('HSET', room, 'key', take())
  call('PEXPIRE', room, stays)
  return false
end
if call('EXISTS', room) == 0 then return false end
local found
if get('ended') == '' then
  leave_late()
  found = acts[act]()
end
local left = call('PTTL', room)
call('PEXPIRE', followers, left)
call('PEXPIRE', lent, left)
if found then return found end
return {count(), get('leader'), call('ZCARD', followers), get('shown'), tonumber(get('shown_at')) or 0, get('ended'), left}
