#!/usr/bin/env bash
# Makes a new Elasticsearch ready: the index template of logs-waymark-*, the user `waymark`, who may add documents to those data
# streams and nothing else, and Kibana's password. Running it again changes nothing.
#
# ELASTICSEARCH_URL, ELASTIC_PASSWORD (of the user elastic) and WRITER_PASSWORD are needed; without KIBANA_PASSWORD Kibana's is
# left alone. CURL_CA_BUNDLE is the file of an authority of your own.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

# As it stands between quotes, in JSON and in curl's configuration.
quoted() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

# METHOD PATH, and the body on standard input. Passwords are no arguments, which everyone on the machine could read.
ask() {
  curl --config <(printf 'user = %s\n' "$(quoted "elastic:$ELASTIC_PASSWORD")") \
    --silent --show-error --fail-with-body --output /dev/null \
    --request "$1" --header 'content-type: application/json' --data-binary @- "$ELASTICSEARCH_URL$2" ||
    { echo "setup: $1 $2 was refused" >&2; exit 1; }
}

ask PUT /_index_template/waymark-logs <"$here/index-template.json"
ask PUT /_security/role/waymark_writer <"$here/role.json"
ask PUT /_security/user/waymark <<<"{\"password\":$(quoted "$WRITER_PASSWORD"),\"roles\":[\"waymark_writer\"]}"
if [ -n "${KIBANA_PASSWORD:-}" ]; then
  ask POST /_security/user/kibana_system/_password <<<"{\"password\":$(quoted "$KIBANA_PASSWORD")}"
fi
echo 'setup: logs-waymark-* and its users are there'
