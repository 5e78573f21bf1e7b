import { DatePicker } from '@mantine/dates'
import { useState } from 'react'

/** A calendar for an own period; calls back once both days are chosen. */
export default function RangePicker({
  first,
  last,
  onPick,
}: {
  first?: string
  last?: string
  onPick: (first: string, last: string) => void
}) {
  const [range, setRange] = useState<[string | null, string | null]>([first ?? null, last ?? null])
  return (
    <DatePicker
      type="range"
      value={range}
      defaultDate={last}
      maxDate={new Date()}
      allowSingleDateInRange
      p={8}
      size="sm"
      classNames={{ month: 'cal' }}
      onChange={(r) => {
        setRange(r)
        if (r[0] && r[1]) onPick(r[0].slice(0, 10), r[1].slice(0, 10))
      }}
    />
  )
}
