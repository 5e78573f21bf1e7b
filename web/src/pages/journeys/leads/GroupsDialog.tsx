import { Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { LeadCase, LeadGroup, LeadGroups, LeadPreview, LeadSeen } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain, Failed, Loaded, Waiting } from '@/parts/parts'
import { leadGroupsQuery } from '@/view/leads'
import { fields, GroupRow, type Group } from './GroupRow'

/** The rules by which lead sources are grouped, with what a change would do to the customers before it is saved. */
export default function GroupsDialog({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const query = useQuery({ ...leadGroupsQuery, staleTime: 0 })
  return (
    <Modal
      opened
      onClose={close}
      title={t('lead.groups.title')}
      size={1040}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Loaded query={query} rows={10}>
        {(list) => <Editor list={list} close={close} />}
      </Loaded>
    </Modal>
  )
}

let made = 0
/** A group gets a key of its own for the list: new ones have no id yet. */
const keyed = (groups: LeadGroup[]): Group[] => groups.map((g) => ({ ...g, key: g.id || `new-${++made}` }))
const plain = (groups: Group[]): LeadGroup[] => groups.map(({ key: _, ...g }) => g)
const OTHER = 'other'

function Editor({ list, close }: { list: LeadGroups; close: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [groups, setGroups] = useState(() => keyed(list.groups))
  const [open, setOpen] = useState<string>()
  const changed = JSON.stringify(plain(groups)) !== JSON.stringify(list.groups)
  // While a new group has no condition yet, it is left out of what is tried.
  const [tried] = useDebouncedValue(
    plain(groups).filter((g) => g.id === OTHER || (g.any ?? []).some(says)),
    350,
  )
  const preview = useQuery({
    queryKey: ['lead-groups', 'preview', tried],
    queryFn: ({ signal }) => call(api.POST('/v1/lead-groups/preview', { signal, body: { groups: tried } })),
    placeholderData: keepPreviousData,
  })
  const save = useMutation({
    mutationFn: () => call(api.PUT('/v1/lead-groups', { body: { groups: plain(groups) } })),
    onSuccess: async (next) => {
      client.setQueryData(leadGroupsQuery.queryKey, next)
      notifications.show({ message: t('lead.groups.saved') })
      close()
      await client.invalidateQueries()
    },
  })
  // New groups have no id here yet; what the preview says of them has their name.
  const name = (id: string) =>
    groups.find((x) => x.id === id)?.name ||
    preview.data?.groups.find((x) => x.id === id)?.name ||
    t(`lead.group.${id}`, { defaultValue: id })
  const count = (g: Group) => preview.data?.groups.find((c) => (g.id ? c.id === g.id : !!g.name && c.name === g.name))
  const put = (g: Group) => setGroups(groups.map((x) => (x.key === g.key ? g : x)))
  const move = (i: number, by: number) => {
    const next = [...groups]
    next.splice(i + by, 0, ...next.splice(i, 1))
    setGroups(next)
  }
  const rest = groups.length - 1
  const add = (at: number, any: LeadGroup['any'], called = '') => {
    const [g] = keyed([{ id: '', name: called, any }])
    setGroups(groups.toSpliced(at, 0, g!))
    setOpen(g!.key)
  }
  return (
    <>
      <p className="t2 lg-lead">{t('lead.groups.lead')}</p>
      <div className="lg">
        <div className="stack8">
          <button
            type="button"
            className="btn o"
            style={{ justifySelf: 'start' }}
            onClick={() => add(0, [{ source: [] }])}
          >
            <Icon name="plus" size="s" />
            {t('lead.groups.new')}
          </button>
          <ol className="lg-l">
            {groups.map((g, i) => (
              <GroupRow
                key={g.key}
                group={g}
                at={i}
                called={g.name || (g.id ? t(`lead.group.${g.id}`, { defaultValue: g.id }) : '')}
                count={count(g)?.new}
                open={open === g.key}
                toggle={() => setOpen(open === g.key ? undefined : g.key)}
                put={put}
                up={i > 0 && i < rest ? () => move(i, -1) : undefined}
                down={i < rest - 1 ? () => move(i, 1) : undefined}
                remove={i < rest ? () => setGroups(groups.filter((x) => x.key !== g.key)) : undefined}
                last={g.id === OTHER}
              />
            ))}
          </ol>
        </div>
        <aside className="lg-p" aria-label={t('lead.groups.preview')} aria-live="polite">
          {preview.data ? (
            // Behind all others: it takes what they leave, and nothing of theirs.
            <Preview of={preview.data} name={name} add={(s) => add(rest, [caseOf(s)], s.source ?? s.campaign ?? '')} />
          ) : preview.error ? (
            <Failed error={preview.error} retry={() => void preview.refetch()} />
          ) : (
            <Waiting rows={5} />
          )}
          {preview.data && preview.error && <p className="bad sm">{explain(preview.error, t)}</p>}
        </aside>
      </div>
      {save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      <div className="lg-f">
        <button type="button" className="btn p" disabled={!changed || save.isPending} onClick={() => save.mutate()}>
          {t('common.save')}
        </button>
        <button type="button" className="btn" onClick={close}>
          {t('common.cancel')}
        </button>
        <button type="button" className="btn" onClick={() => setGroups(keyed(list.default))}>
          <Icon name="undo" size="s" />
          {t('lead.groups.restore')}
        </button>
        {changed && <span className="t3 sm">{t('lead.groups.unsaved')}</span>}
      </div>
    </>
  )
}

const says = (c: NonNullable<LeadGroup['any']>[number]) => fields.some((k) => (c[k]?.length ?? 0) > 0)

/** A case that takes what was seen: of what it says the first that tells it apart, and what it does not say. */
function caseOf(s: LeadSeen): LeadCase {
  const told = (['source', 'campaign', 'medium', 'click', 'referrer'] as const).find((k) => s[k])
  if (!told) return { channel: [s.channel] }
  const also = told === 'source' && s.medium ? { medium: [s.medium] } : {}
  return { [told]: [s[told]!], ...also }
}

const shown = 8

/** Who would move where, and what no group takes. */
function Preview({ of, name, add }: { of: LeadPreview; name: (id: string) => string; add: (s: LeadSeen) => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <>
      <div>
        <h3>{t('lead.groups.preview')}</h3>
        <p className={of.moved ? 'b' : 't3'}>
          {of.moved
            ? t('lead.groups.moved', { n: f.num(of.moved), all: f.num(of.customers) })
            : t('lead.groups.movedNone')}
        </p>
        <ul>
          {of.moves.slice(0, shown).map((m) => (
            <li key={`${m.from} ${m.to}`}>
              {t('lead.groups.move', { n: f.num(m.customers), from: name(m.from), to: name(m.to) })}
            </li>
          ))}
          {of.moves.length > shown && (
            <li className="t3">{t('lead.groups.moreMoves', { count: of.moves.length - shown })}</li>
          )}
        </ul>
      </div>
      {of.unplaced.length > 0 && (
        <div>
          <h3>{t('lead.groups.unplaced')}</h3>
          <p className="t3 sm">{t('lead.groups.unplacedHow')}</p>
          <ul>
            {of.unplaced.map((s) => (
              <li key={JSON.stringify(s)}>
                <button type="button" className="btn" onClick={() => add(s)}>
                  <span>
                    {[s.source, s.medium, s.campaign, s.click, s.referrer].filter(Boolean).join(' · ') ||
                      t(`channel.${s.channel}`, { defaultValue: s.channel })}{' '}
                    <span className="t3">{t('lead.groups.count', { n: f.num(s.customers) })}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}
