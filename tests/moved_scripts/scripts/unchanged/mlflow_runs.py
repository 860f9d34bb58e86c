"""Lists runs of an experiment tracker."""


class TrackingClient:
    def list_runs(self, experiment, limit=10):
        return [f"{experiment}-{number}" for number in range(limit)]


client = TrackingClient()
for run in client.list_runs("baseline", limit=3):
    print(run)
