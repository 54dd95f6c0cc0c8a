select address, agents, requests, first, last
from visitors
where requests >= {least} and agents >= {agents} and agents * 4 >= requests and assets = 0
order by agents desc, address
