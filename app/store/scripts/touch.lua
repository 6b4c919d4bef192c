-- Somebody has looked at a network.

if call('EXISTS', network) == 1 then call('HSET', network, 'seen', take()) end
