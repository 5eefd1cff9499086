"""Drives metrics and alarms with boto3 as Debian ships it (Query and XML), and prints what came back as JSON.

Arguments: the endpoint, and the engine's time in epoch milliseconds.
"""

import json
import sys
from datetime import datetime, timedelta, timezone

import boto3
from botocore.exceptions import ClientError

endpoint, now_ms = sys.argv[1], int(sys.argv[2])
metrics = boto3.client(
    "cloudwatch",
    endpoint_url=endpoint,
    region_name="local",
    aws_access_key_id="x",
    aws_secret_access_key="x",
)
now = datetime.fromtimestamp(now_ms / 1000, timezone.utc)
of = {"Namespace": "Cafe & <Co>", "MetricName": "orders"}
host = [{"Name": "Host", "Value": "a=b&c"}]
window = {"StartTime": now - timedelta(minutes=10), "EndTime": now}


def refused(call, **arguments):
    """The code and message of the error that a call ends in."""
    try:
        call(**arguments)
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]
    return None


def main():
    told = {}
    at = now - timedelta(minutes=2)
    datum = {"MetricName": "orders", "Dimensions": host, "Timestamp": at}
    metrics.put_metric_data(
        Namespace=of["Namespace"],
        MetricData=[
            {**datum, "Values": [1.0, 2.0], "Counts": [1.0, 2.0]},
            {**datum, "Value": 7},
        ],
    )
    told["metrics"] = metrics.list_metrics(Dimensions=[{"Name": "Host"}])["Metrics"]
    told["data"] = [
        [result["Id"], [time.isoformat() for time in result["Timestamps"]], result["Values"]]
        for page in metrics.get_paginator("get_metric_data").paginate(
            MetricDataQueries=[
                {
                    "Id": "n",
                    "MetricStat": {"Metric": {**of, "Dimensions": host}, "Period": 60, "Stat": "Sum"},
                    "ReturnData": False,
                },
                {"Id": "twice", "Expression": "n * 2"},
            ],
            **window,
        )
        for result in page["MetricDataResults"]
    ]
    statistics = metrics.get_metric_statistics(
        **of, Dimensions=host, Period=60, Statistics=["Sum", "Maximum"], **window
    )["Datapoints"]
    told["statistics"] = [[one["Timestamp"].isoformat(), one["Sum"], one["Maximum"]] for one in statistics]

    metrics.put_metric_alarm(
        AlarmName="few", **of, Dimensions=host, Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=1, ComparisonOperator="LessThanThreshold", AlarmDescription="a < b\r\n\"c\"",
        AlarmActions=["arn:aws:sns:local:000000000000:owner"],
    )
    metrics.put_composite_alarm(AlarmName="any", AlarmRule='ALARM("few")')
    metrics.set_alarm_state(AlarmName="few", StateValue="ALARM", StateReason="tried")
    metrics.disable_alarm_actions(AlarmNames=["few"])
    found = metrics.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    few = found["MetricAlarms"][0]
    told["alarm"] = [
        few[name]
        for name in (
            "AlarmName", "Namespace", "Dimensions", "AlarmDescription", "ActionsEnabled",
            "AlarmActions", "OKActions", "Threshold", "StateValue", "StateReason",
        )
    ]
    told["composite"] = [[one["AlarmName"], one["StateValue"]] for one in found["CompositeAlarms"]]
    told["of metric"] = [
        one["AlarmName"]
        for one in metrics.describe_alarms_for_metric(**of, Dimensions=host)["MetricAlarms"]
    ]
    history = metrics.get_paginator("describe_alarm_history").paginate(
        AlarmName="few", PaginationConfig={"PageSize": 1}
    )
    told["history"] = sorted(
        item["HistoryItemType"] for page in history for item in page["AlarmHistoryItems"]
    )

    arn = few["AlarmArn"]
    metrics.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "é"}, {"Key": "x", "Value": ""}])
    metrics.untag_resource(ResourceARN=arn, TagKeys=["x"])
    told["tags"] = metrics.list_tags_for_resource(ResourceARN=arn)["Tags"]

    body = json.dumps({"widgets": [{"type": "text", "properties": {"markdown": "<b>&"}}]})
    metrics.put_dashboard(DashboardName="shop", DashboardBody=body)
    told["dashboard"] = metrics.get_dashboard(DashboardName="shop")["DashboardBody"] == body
    told["dashboards"] = [one["DashboardName"] for one in metrics.list_dashboards()["DashboardEntries"]]
    metrics.delete_dashboards(DashboardNames=["shop"])
    told["no dashboard"] = refused(metrics.get_dashboard, DashboardName="shop")

    told["needed"] = refused(metrics.delete_alarms, AlarmNames=["few"])
    told["no such alarm"] = refused(
        metrics.set_alarm_state, AlarmName="nosuch", StateValue="OK", StateReason="x"
    )
    told["no such resource"] = refused(metrics.list_tags_for_resource, ResourceARN=arn + "s")
    told["not answered"] = refused(metrics.describe_anomaly_detectors)
    metrics.delete_alarms(AlarmNames=["any"])
    metrics.delete_alarms(AlarmNames=["few"])
    told["left"] = metrics.describe_alarms()["MetricAlarms"]
    print(json.dumps(told))


main()
