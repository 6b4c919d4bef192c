-- Forgets a network at a version, any if that is empty: `done`, `stale` or `held`.

local expected = take()
local version = call('HGET', network, 'version')
if not version or (expected ~= '' and version ~= expected) then return 'stale' end
if held('') then return 'held' end
remove()
return 'done'
