#!/bin/bash
# Build the lab's server: Debian 12 with systemd, sshd, cron, nginx, PHP, rsyslog, and an owner's odd but innocent habits.
# usage: build_lab.sh DIR   (root; one to three minutes; needs only the Debian mirror)
# leaves DIR/root, the server, and DIR/lab_key, the key of its operator.
set -euo pipefail
dir=${1:?usage: build_lab.sh DIR}
root=$dir/root
mkdir -p "$dir"

service=systemd-sysv,dbus,libpam-systemd,dbus-user-session,openssh-server,cron,at,nginx-light,php-fpm,php-cli,rsyslog,logrotate,auditd,polkitd,pkexec,sudo,udev
tools=openssh-client,iproute2,net-tools,iputils-ping,iptables,nftables,procps,psmisc,lsof,less,vim-tiny,netcat-openbsd,netcat-traditional,curl,wget,ca-certificates,python3,git,kmod,acl,attr,libcap2-bin,debsums,bash-completion,file,xxd,bsdextrautils,socat,rsync,perl,zsh,bc,gawk,ed,man-db,locales,unattended-upgrades,etckeeper,yara,rpm
build=gcc,libc6-dev,libpam0g-dev,make,gdb,strace
boot=e2fsprogs,initramfs-tools,dracut-core,cpio,grub-common,grub2-common,linux-image-cloud-amd64,linux-headers-cloud-amd64
mmdebstrap --quiet --variant=minbase --include="$service,$tools,$build,$boot" \
  --aptopt='Apt::Install-Recommends "false"' bookworm "$root" \
  "${DEBIAN_SOURCES:-/etc/apt/sources.list.d/debian.sources}"

inside() { chroot "$root" "$@"; }
put() { # put PATH MODE UID:GID: a file from standard input
  mkdir -p "$(dirname "$root$1")"; rm -f "$root$1"
  cat > "$root$1"; chown "$3" "$root$1"; chmod "$2" "$root$1"
}
key() { ssh-keygen -q -t ed25519 -N '' -C "$2" -f "$1"; }

# --- accounts and keys: every login works, none is the attacker's
put /etc/hostname 644 0:0 <<<'lab'
put /etc/hosts 644 0:0 <<<$'127.0.0.1 localhost\n127.0.1.1 lab\n::1 localhost'
inside useradd -m -s /bin/bash -c 'Alice Admin' alice
inside useradd -m -s /bin/bash -c 'Deploy bot' deploy
inside useradd -m -s /bin/bash -c 'Bob Dev' bob
inside usermod -aG sudo alice
inside chpasswd <<<$'root:lab-root\nalice:lab-alice\nbob:lab-bob'
install -d -m700 -o 1000 -g 1000 "$root/home/alice/.ssh"
install -d -m700 -o 1001 -g 1001 "$root/home/deploy/.ssh"
install -d -m700 "$root/root/.ssh"
key "$dir/alice_key" alice@laptop; key "$dir/deploy_key" ci@build; key "$dir/lab_key" operator@lab
put /home/alice/.ssh/authorized_keys 600 1000:1000 < "$dir/alice_key.pub"
{ printf 'command="/usr/bin/rrsync /srv/www",no-pty,no-port-forwarding '; cat "$dir/deploy_key.pub"; } |
  put /home/deploy/.ssh/authorized_keys 600 1001:1001
put /root/.ssh/authorized_keys 600 0:0 < "$dir/lab_key.pub"
rm "$dir"/alice_key* "$dir"/deploy_key*
put /etc/sudoers.d/deploy 440 0:0 <<<'deploy ALL=(root) NOPASSWD: /usr/bin/systemctl reload nginx'
printf 'alias ll="ls -l"\nexport EDITOR=vi\n' >> "$root/home/alice/.bashrc"

# --- the owner's careless door, open long before anybody came through it
put /etc/ssh/sshd_config.d/careless.conf 644 0:0 <<<$'PermitRootLogin yes\nPasswordAuthentication yes'

# --- the shop
install -d -o 1001 -g 1001 "$root/srv/www"
install -d -o 33 -g 33 "$root/srv/www/uploads"
put /srv/www/index.php 644 1001:1001 <<'PHP'
<?php header('Content-Type: text/plain'); echo "shop ok ", PHP_VERSION, "\n";
PHP
put /srv/www/upload.php 644 1001:1001 <<'PHP'
<?php /* innocent: base64 beside move_uploaded_file, a classic false alarm */
if (isset($_FILES['f'])) { $n = preg_replace('/[^A-Za-z0-9._-]/','',$_FILES['f']['name']); move_uploaded_file($_FILES['f']['tmp_name'], "/srv/www/uploads/$n"); echo base64_encode(hash('sha256',$n,true)); }
PHP
put /etc/nginx/sites-available/default 644 0:0 <<'NGINX'
server { listen 80 default_server; listen [::]:80 default_server; root /srv/www; index index.php;
 location / { try_files $uri $uri/ =404; }
 location ~ \.php$ { include snippets/fastcgi-php.conf; fastcgi_pass unix:/run/php/php8.2-fpm.sock; } }
NGINX

# --- jobs and a service of the owner's own, none of them packaged
put /usr/local/bin/backup-www 755 0:0 <<'SH'
#!/bin/sh
# nightly copy of the shop
tar czf /var/backups/www-$(date +%u).tgz -C /srv www
SH
put /etc/cron.d/backup-www 644 0:0 <<<$'SHELL=/bin/sh\n17 3 * * * root /usr/local/bin/backup-www'
inside crontab -u deploy - <<<'*/10 * * * * /usr/bin/php /srv/www/index.php >/dev/null 2>&1'
inside crontab -u root - <<<$'# old copies go\n5 5 * * 0 /usr/bin/find /var/backups -name "www-*.tgz" -mtime +30 -delete'
put /usr/local/bin/shop-worker 755 0:0 <<<$'#!/usr/bin/python3\nimport time\nwhile True: time.sleep(30)'
put /etc/systemd/system/shop-worker.service 644 0:0 <<'UNIT'
[Unit]
Description=Shop queue worker
[Service]
User=deploy
ExecStart=/usr/local/bin/shop-worker
Restart=always
[Install]
WantedBy=multi-user.target
UNIT
inside systemctl --quiet enable shop-worker.service
mkdir -p "$root/srv/scratch"
put /etc/fstab 644 0:0 <<<'tmpfs /srv/scratch tmpfs nodev,nosuid,size=32m 0 0'

# --- plumbing: what a container needs to boot fast, and a disk image to boot at all
put /etc/fstab.vm 644 0:0 <<<'LABEL=root / ext4 defaults 0 1'
mkdir -p "$root/boot/grub"
put /etc/default/grub 644 0:0 <<<$'GRUB_DEFAULT=0\nGRUB_TIMEOUT=5\nGRUB_DISTRIBUTOR=Debian\nGRUB_CMDLINE_LINUX_DEFAULT="quiet"\nGRUB_CMDLINE_LINUX=""'
# auditd has no netlink in a container and would restart for ever
put /etc/systemd/system/auditd.service.d/lab.conf 644 0:0 <<<$'[Unit]\nConditionVirtualization=!container'
# a program that ignores SIGTERM must not hold a reboot for 90 seconds
put /etc/systemd/system.conf.d/lab.conf 644 0:0 <<<$'[Manager]\nDefaultTimeoutStopSec=3s'
inside systemctl --quiet mask systemd-networkd-wait-online.service apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer
inside systemctl --quiet enable systemd-networkd
put /etc/systemd/network/10-lab.network 644 0:0 <<<$'[Match]\nName=host0 ens* enp* eth0\n[Network]\nAddress=10.77.0.2/24'
put /etc/resolv.conf 644 0:0 <<<'nameserver 127.0.0.1'
inside locale-gen >/dev/null
inside apt-get clean
rm -rf "$root"/var/lib/apt/lists/*
: > "$root/etc/machine-id"
