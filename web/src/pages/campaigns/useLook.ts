import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { letterQuery, type Looked } from './data'

const nothing: Looked = { way: 'email', class: 'care', lang: 'vi' }

/** A message as it arrives, a moment after its last change; nothing while nothing is written. */
export function useLook(looked: Looked | undefined) {
  // As text: it stands still while nothing of it changes.
  const [slow] = useDebouncedValue(JSON.stringify(looked ?? nothing), 400)
  const asked = JSON.parse(slow) as Looked
  const here = !!looked && asked.way === looked.way
  const query = useQuery({
    ...letterQuery(asked),
    enabled: here && slow !== JSON.stringify(nothing),
    // What was seen stays while it is written, but not that of another way.
    placeholderData: (seen, was) => ((was?.queryKey[1] as Looked | undefined)?.way === asked.way ? seen : undefined),
  })
  return here ? query : { ...query, data: undefined, error: null }
}
