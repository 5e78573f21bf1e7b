export type Example = 'curl' | 'node' | 'go' | 'php'

/** One order, sent from four kinds of servers; all speak the Segment tracking API. */
export function examples(origin: string, key: string): { id: Example; name: string; code: string }[] {
  return [
    {
      id: 'curl',
      name: 'curl',
      code: `curl ${origin}/v1/track -u ${key}: \\
  -H 'Content-Type: application/json' \\
  -d '{
    "userId": "KH-1024",
    "event": "Order Completed",
    "properties": {"revenue": 450000, "currency": "VND"},
    "context": {"traits": {"phone": "0912345678"}}
  }'`,
    },
    {
      id: 'node',
      name: 'Node.js',
      code: `// npm install @segment/analytics-node
import { Analytics } from '@segment/analytics-node'

const cham = new Analytics({ writeKey: '${key}', host: '${origin}' })

cham.track({
  userId: 'KH-1024',
  event: 'Order Completed',
  properties: { revenue: 450000, currency: 'VND' },
  context: { traits: { phone: '0912345678' } },
})`,
    },
    {
      id: 'go',
      name: 'Go',
      code: `// go get gopkg.in/segmentio/analytics-go.v3
client, err := analytics.NewWithConfig("${key}", analytics.Config{
	Endpoint: "${origin}",
})
if err != nil {
	log.Fatal(err)
}
defer client.Close()

client.Enqueue(analytics.Track{
	UserId:     "KH-1024",
	Event:      "Order Completed",
	Properties: analytics.NewProperties().SetRevenue(450000).SetCurrency("VND"),
})`,
    },
    {
      id: 'php',
      name: 'PHP',
      code: `$call = curl_init('${origin}/v1/track');
curl_setopt_array($call, [
    CURLOPT_USERPWD => '${key}:',
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode([
        'userId' => 'KH-1024',
        'event' => 'Order Completed',
        'properties' => ['revenue' => 450000, 'currency' => 'VND'],
        'context' => ['traits' => ['phone' => '0912345678']],
    ]),
    CURLOPT_RETURNTRANSFER => true,
]);
curl_exec($call);`,
    },
  ]
}
