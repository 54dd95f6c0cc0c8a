select v.address, v.requests, v.first, v.last
from visitors as v
join chosen as c on v.address = c.address
