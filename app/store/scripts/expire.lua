-- Forgets a network that was last seen before a time, unless it is held: 1 if it is gone.

local seen = call('HGET', network, 'seen')
if not seen then return 1 end
if tonumber(seen) > tonumber(take()) or held('') then return 0 end
remove()
return 1
