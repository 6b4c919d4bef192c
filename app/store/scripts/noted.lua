-- The changes from a number on: number, label and bytes, the shelf included, of each.

local first, found = tonumber(take()), {}
for _, number in ipairs(call('HKEYS', labels)) do
  if tonumber(number) >= first then
    local bytes = call('HSTRLEN', ways, number)
    for _, place in ipairs(shelf(number)) do bytes = bytes + call('HSTRLEN', shelves, place) end
    table.insert(found, {tonumber(number), call('HGET', labels, number), bytes})
  end
end
return found
