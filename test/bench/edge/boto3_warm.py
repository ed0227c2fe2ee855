"""What boto3 takes for a ticket and for an album of 1,000, in microseconds, as JSON."""
import json
import time

import boto3

s3 = boto3.client('s3', region_name='us-east-1')
KEYS = [f'jobs/j-1/00000000-0000-8000-8000-{number:012}.jpg' for number in range(1000)]


def ticket():
    return s3.generate_presigned_post(
        'shot-uploads',
        KEYS[0],
        Fields={'Content-Type': 'image/jpeg', 'success_action_status': '201'},
        Conditions=[{'Content-Type': 'image/jpeg'}, {'success_action_status': '201'}, ['content-length-range', 4711, 4711]],
        ExpiresIn=900,
    )


def album():
    return json.dumps([s3.generate_presigned_url('get_object', Params={'Bucket': 'shot-uploads', 'Key': key}) for key in KEYS])


def measure(call, calls, rounds):
    times = []
    for round_number in range(rounds + 1):
        started = time.perf_counter()
        for _ in range(calls):
            call()
        if round_number > 0:
            times.append((time.perf_counter() - started) * 1e6 / calls)
    return sorted(times)[len(times) // 2]


if __name__ == '__main__':
    print(json.dumps({'ticket': measure(ticket, 100, 5), 'album of 1,000': measure(album, 1, 5)}))
