-- Holds a network for so many milliseconds from now on, none to let go of it; 0 if the token is not the latest.

local token, time = take(), take()
if held(token) then return 0 end
if time == '0' then call('DEL', lease) else call('SET', lease, token, 'PX', time) end
return 1
