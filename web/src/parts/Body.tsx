import './calls.css'

/** What was sent: JSON over several lines, anything else as it is. */
export function Body({ of, label }: { of: unknown; label: string }) {
  return (
    <pre tabIndex={0} aria-label={label}>
      {pretty(of)}
    </pre>
  )
}

function pretty(body: unknown): string {
  if (typeof body !== 'string') return JSON.stringify(body, null, 2)
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
