"""Drives the engine with boto3 as Debian ships it, and prints what came back as one JSON object.

Arguments: the endpoint, and the engine's time in epoch milliseconds.
"""

import json
import sys
import time

import boto3
from botocore.exceptions import ClientError

endpoint, now_ms = sys.argv[1], int(sys.argv[2])
logs = boto3.client(
    "logs",
    endpoint_url=endpoint,
    region_name="local",
    aws_access_key_id="x",
    aws_secret_access_key="x",
)
group, stream = "boto3/access", "web-1"
window = {"startTime": now_ms // 1000 - 3600, "endTime": now_ms // 1000}


def refused(call, **arguments):
    """The code and message of the error that a call ends in."""
    try:
        call(**arguments)
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]
    return None


def ended(query_id):
    while True:
        answer = logs.get_query_results(queryId=query_id)
        if answer["status"] not in ("Scheduled", "Running"):
            return answer
        time.sleep(0.02)


def rows(answer):
    return [{cell["field"]: cell["value"] for cell in row} for row in answer["results"]]


def main():
    told = {}
    logs.create_log_group(logGroupName=group, tags={"team": "web"})
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    told["made twice"] = refused(logs.create_log_group, logGroupName=group)

    statuses = ["200", "500", "404", "500"]
    put = logs.put_log_events(
        logGroupName=group,
        logStreamName=stream,
        logEvents=[
            {
                "timestamp": now_ms - 60_000 + at,
                "message": json.dumps({"status": status, "request": "/é"}, ensure_ascii=False),
            }
            for at, status in enumerate(statuses)
        ],
    )
    told["rejected"] = put.get("rejectedLogEventsInfo")

    query = logs.start_query(
        logGroupName=group,
        queryString="stats count(*) as n by status | sort n desc, status",
        **window,
    )
    answer = ended(query["queryId"])
    told["query"] = {
        "status": answer["status"],
        "rows": rows(answer),
        "statistics": answer["statistics"],
    }
    described = logs.describe_queries(logGroupName=group, status="Complete")["queries"]
    told["described"] = [one["queryId"] == query["queryId"] for one in described]
    told["stopped late"] = refused(logs.stop_query, queryId=query["queryId"])

    query = logs.start_query(
        logGroupNames=[group], queryString="fields request | filter status = 404", **window
    )
    pointer = rows(ended(query["queryId"]))[0]["@ptr"]
    told["record"] = logs.get_log_record(logRecordPointer=pointer)["logRecord"]
    told["fields"] = logs.get_log_group_fields(logGroupName=group)["logGroupFields"]
    told["malformed"] = refused(
        logs.start_query, logGroupName=group, queryString="fields nosuch(status)", **window
    )
    told["no such group"] = refused(
        logs.start_query, logGroupName="nosuch", queryString="fields @message", **window
    )
    told["no such query"] = refused(logs.get_query_results, queryId="nosuch")

    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, filterPattern='{ $.status = "500" }', PaginationConfig={"PageSize": 1}
    )
    told["filtered pages"] = [len(page["events"]) for page in pages]

    definition = logs.put_query_definition(
        name="cafe/errors", queryString="filter status >= 500", logGroupNames=[group]
    )
    found = logs.describe_query_definitions(queryDefinitionNamePrefix="cafe/")["queryDefinitions"]
    told["definitions"] = [
        [one["name"], one["queryString"], one["logGroupNames"]] for one in found
    ]
    told["definition deleted"] = logs.delete_query_definition(
        queryDefinitionId=definition["queryDefinitionId"]
    )["success"]

    logs.put_retention_policy(logGroupName=group, retentionInDays=14)
    told["retention"] = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0][
        "retentionInDays"
    ]
    told["wrong retention"] = refused(
        logs.put_retention_policy, logGroupName=group, retentionInDays=2
    )
    told["tested"] = logs.test_metric_filter(
        filterPattern="[ip, ..., size > 9]", logEventMessages=["::1 a 5", "::1 a b 10"]
    )["matches"]

    logs.delete_log_stream(logGroupName=group, logStreamName=stream)
    logs.delete_log_group(logGroupName=group)
    told["deleted"] = refused(logs.delete_log_group, logGroupName=group)
    print(json.dumps(told))


main()
