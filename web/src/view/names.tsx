import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { namesQuery } from '@/api/queries'
import type { ShownName } from '@/api/types'
import { notifications } from '@mantine/notifications'
import { EditText } from '@/parts/EditText'
import { explain } from '@/parts/parts'
import { useMay } from '@/session'

// What events and properties are called: as the business says, else as the program knows standard names, else as they were sent.

type Kind = ShownName['kind']
/** Says what an event or a property is called. */
export type Named = (name: string) => string

export function useNames(): Record<Kind, Named> {
  const own = useQuery(namesQuery).data
  const standard = useStandardNames()
  return useMemo(() => {
    const of = (kind: Kind): Named => {
      const mine = new Map(own?.filter((n) => n.kind === kind).map((n) => [n.name, n.shown]))
      return (name) => mine.get(name) ?? standard[kind](name)
    }
    return { event: of('event'), property: of('property') }
  }, [own, standard])
}

/** The events that have a name for the reader, by that name. */
export function useNamedEvents(): Map<string, string> {
  const own = useQuery(namesQuery).data
  const { i18n } = useTranslation()
  const words = i18n.getResourceBundle(i18n.language, 'translation') as Shipped | undefined
  const { event } = useNames()
  return useMemo(() => {
    const known = [
      ...Object.keys(words?.eventName ?? {}),
      ...(own ?? []).flatMap((n) => (n.kind === 'event' ? n.name : [])),
    ]
    return new Map(known.map((name) => [event(name), name]))
  }, [own, words, event])
}

/** What the program calls them by itself. */
function useStandardNames(): Record<Kind, Named> {
  const { i18n } = useTranslation()
  const words = i18n.getResourceBundle(i18n.language, 'translation') as Shipped | undefined
  return useMemo(() => {
    const of =
      (shipped: Record<string, string> | undefined): Named =>
      (name) =>
        shipped && Object.hasOwn(shipped, name) ? shipped[name]! : name
    return { event: of(words?.eventName), property: of(words?.propertyName) }
  }, [words])
}

interface Shipped {
  eventName: Record<string, string>
  propertyName: Record<string, string>
}

/** A shown name that is changed where it stands; writing nothing, or what the program says by itself, takes it back. */
export function NameEdit({ kind, name }: { kind: Kind; name: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const may = useMay('maps')
  const shown = useNames()[kind](name)
  const standard = useStandardNames()[kind](name)
  const save = useMutation({
    mutationFn: (shown: string) => call(api.PUT('/v1/names', { body: { kind, name, shown } })),
    onSuccess: (all) => client.setQueryData(namesQuery.queryKey, all),
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
  return (
    <EditText
      label={t('settings.names.edit', { name })}
      value={shown}
      max={100}
      readOnly={!may}
      onSave={(v) => save.mutate(!v || v === standard ? '' : v)}
    />
  )
}
