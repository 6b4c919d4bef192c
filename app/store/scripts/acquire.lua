-- Holds a network for so many milliseconds: the new token, or nothing.

if call('EXISTS', network) == 0 or held('') then return false end
local token = call('HINCRBY', network, 'token', 1)
call('SET', lease, token, 'PX', take())
return token
