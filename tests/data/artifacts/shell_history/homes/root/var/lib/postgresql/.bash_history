/var/tmp/.x/agent &
~/.y
