select address from visitors
