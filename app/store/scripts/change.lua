-- Puts a record in place and writes to the journal, all or nothing: `done`, `stale` or `held`.
-- A change that is said again, since its answer was lost on the way, is known by its name.

local expected, token, name = take(), take(), take()
local kept = call('HMGET', network, 'version', 'change')
if not kept[1] then return 'stale' end
if kept[2] == name then return 'done' end
if held(token) then return 'held' end
if kept[1] ~= expected then return 'stale' end

call('HSET', network, 'version', take(), 'state', take(), 'done', take(), 'change', name)

each(function()
  local number = take()
  call('HDEL', labels, number)
  call('HDEL', ways, number)
  clear(number)
end)

local number = take()
if number ~= '' then
  local label, way, back, after = take(), take(), take() == '1', take()
  local returning = {}
  if back then
    for _, place in ipairs(shelf(number)) do
      local kind, step = place:match(':(%a+):(%d+)$')
      table.insert(returning, {kind, step, call('HGET', shelves, place)})
    end
    clear(number)
  end
  if after ~= '' then
    for kind, key in pairs(steps) do
      for _, step in ipairs(call('ZRANGE', key, '(' .. after, '+inf', 'BYSCORE')) do
        aside(number, kind, step)
      end
    end
  end
  each(function() aside(number, take(), take()) end)
  for _, entry in ipairs(returning) do put(entry[1], entry[2], entry[3]) end
  call('HSET', labels, number, label)
  call('HSET', ways, number, way)
end

each(function() drop(take(), take()) end)
each(function() put(take(), take(), take()) end)
return 'done'
