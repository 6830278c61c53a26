#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests: installs Debian's where it may, else says what to install.
set -eu

for browser in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$browser" ] && command -v "$browser" >/dev/null; then exit 0; fi
done

packages="chromium fonts-noto-core fonts-noto-color-emoji"
if command -v apt-get >/dev/null; then
  if [ "$(id -u)" = 0 ]; then as_root=""
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root="sudo -n"
  else as_root="no"; fi
  if [ "$as_root" != no ]; then
    echo "Installing Chromium for the browser tests …"
    if $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq $packages >/dev/null \
      && command -v chromium >/dev/null; then exit 0; fi
  fi
  echo "The browser tests need Chromium. Install it and try again:  sudo apt-get install $packages" >&2
else
  echo "The browser tests need Chromium. Install it (Fedora: dnf install chromium; macOS: brew install --cask chromium)," >&2
  echo "or name another Chromium or Chrome:  CHROMIUM=/path/to/chrome make test" >&2
fi
exit 1
