-- A new network with the first entry of its journal.

call('HSET', network, 'version', take(), 'state', take(), 'done', take(), 'seen', take())
put(take(), take(), take())
