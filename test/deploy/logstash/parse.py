# Prints what each pipeline file says as JSON, a file a line; ends with an exception where Logstash could not read it.
import json
import sys

from logstash_pipeline_parser import Pipeline

for file in sys.argv[1:]:
    with open(file, encoding="utf-8") as text:
        print(json.dumps(Pipeline(text.read()).parse(), default=str))
