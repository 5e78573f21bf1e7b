import { Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { mapsQuery, segmentsQuery } from '@/api/queries'
import type { SegmentInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { Empty, explain, Loaded, Tag } from '@/parts/parts'
import { useMay } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { useLeadName } from '@/view/leads'
import { CustomerTabs } from '../customers/CustomerTabs'
import '../customers/customers.css'
import { NameInput } from '../maps/StageHead'
import { AudienceDialog } from './Audience'
import { LiveCell } from './Live'
import { TagList, TagsCard, TagSegment } from './Tags'

/** The saved segments: who they are, how many now, and what can be done with each. */
export default function SegmentsPage() {
  const { t } = useTranslation()
  useTitle(t('nav.segments'))
  const segments = useQuery({ ...segmentsQuery, staleTime: 0 })
  const may = useMay('ask')
  const mayTag = useMay('customers')
  return (
    <div className="page cust">
      <PageHead title={t('nav.segments')} help="segments" lead={t('segments.lead')}>
        <CustomerTabs />
        {mayTag && <TagList />}
        {may && (
          <Link to="/segments/new" className="btn p">
            <Icon name="plus" size="s" />
            {t('who.make')}
          </Link>
        )}
      </PageHead>
      <div className="stack12">
        <section className="card" aria-label={t('nav.segments')}>
          <Loaded query={segments} rows={6}>
            {(list) =>
              list.length === 0 ? (
                <Empty
                  icon="users"
                  title={t('segments.none')}
                  action={
                    <Link to="/segments/new" className="btn p">
                      {t('who.make')}
                    </Link>
                  }
                >
                  {t('segments.noneHow')}
                </Empty>
              ) : (
                <table className="ctable">
                  <thead>
                    <tr>
                      <th scope="col">{t('segments.name')}</th>
                      <th scope="col" className="r">
                        {t('segments.people')}
                      </th>
                      <th scope="col">{t('live.head')}</th>
                      <th scope="col" className="hide-m">
                        {t('segments.made')}
                      </th>
                      <th scope="col">
                        <span className="vh">{t('common.more')}</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {list.map((s) => (
                      <Row key={s.id} segment={s} />
                    ))}
                  </tbody>
                </table>
              )
            }
          </Loaded>
        </section>
        <TagsCard />
      </div>
    </div>
  )
}

function Row({ segment: s }: { segment: SegmentInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  const [naming, setNaming] = useState(false)
  const may = useMay('ask')
  const rename = useMutation({
    mutationFn: (name: string) =>
      call(api.PATCH('/v1/segments/{id}', { params: { path: { id: s.id } }, body: { name } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['segments'] }),
    onError: (e) => notifications.show({ message: explain(e, t), color: 'red' }),
  })
  return (
    <tr>
      <td>
        {naming ? (
          <NameInput
            value={s.name}
            onDone={(name) => {
              setNaming(false)
              if (name) rename.mutate(name)
            }}
          />
        ) : (
          <Link to="/customers" search={{ saved: s.id }} className="b cut" title={s.name}>
            {s.name}
          </Link>
        )}
        <small className="t3">
          {useRuleWords(s)}
          {s.live?.tag && ` · ${t('live.puts', { tag: s.live.tag })}`}
        </small>
      </td>
      <td className="r">
        {s.broken ? (
          <Tag tone="warn" icon="alert" what={t('segments.brokenWhy')}>
            {t('segments.broken')}
          </Tag>
        ) : (
          <Link to="/customers" search={{ saved: s.id }} className="b">
            {f.num(s.customers)}
          </Link>
        )}
      </td>
      <td>
        <LiveCell segment={s} />
      </td>
      <td className="hide-m t2">
        {f.date(s.createdAt)}
        {s.createdName && ` · ${s.createdName}`}
      </td>
      <td className="r">
        <SegmentMenu segment={s} may={may} rename={() => setNaming(true)} />
      </td>
    </tr>
  )
}

/** What a segment is made of, in words: the days, the map, who. */
function useRuleWords({ rule, query: q, relative, figure }: SegmentInfo) {
  const { t } = useTranslation()
  const f = useFormat()
  const maps = useQuery(mapsQuery).data
  const leadName = useLeadName()
  if (rule) return t('segments.byRule')
  const days = relative
    ? t(`view.preset.${relative}`)
    : q.from && q.to
      ? f.span(q.from, new Date(Date.parse(q.to) - 1).toISOString())
      : t('view.all')
  const kind = `segments.figure.${figure.kind}`
  const words = t(kind)
  return [
    words !== kind && words,
    days,
    q.map && maps?.find((m) => m.id === q.map)?.name,
    q.segment?.status && t(`view.${q.segment.status}`),
    q.segment?.channel && t(`channel.${q.segment.channel}`),
    q.segment?.source,
    q.segment?.firstLead && leadName(q.segment.firstLead),
    q.segment?.lastLead && leadName(q.segment.lastLead),
    figure.kind.startsWith('lead') && figure.value && leadName(figure.value),
  ]
    .filter(Boolean)
    .join(' · ')
}

function SegmentMenu({ segment: s, may, rename }: { segment: SegmentInfo; may: boolean; rename: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const [telling, setTelling] = useState(false)
  const [tagging, setTagging] = useState(false)
  const mayTag = useMay('customers')
  const mayExport = useMay('export')
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/segments/{id}', { params: { path: { id: s.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['segments'] }),
  })
  return (
    <>
      <Menu position="bottom-end" returnFocus={false}>
        <Menu.Target>
          <button type="button" className="btn i" aria-label={t('segments.menu', { name: s.name })}>
            <Icon name="dots" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<Icon name="route" size="s" />}
            onClick={() => void navigate({ to: '/journeys/$tab', params: { tab: 'paths' }, search: { saved: s.id } })}
          >
            {t('segments.inJourneys')}
          </Menu.Item>
          {mayExport && (
            <Menu.Item leftSection={<Icon name="dl" size="s" />} onClick={() => setTelling(true)}>
              {t('segments.audience.open')}
            </Menu.Item>
          )}
          {mayTag && !s.broken && (
            <Menu.Item leftSection={<Icon name="star" size="s" />} onClick={() => setTagging(true)}>
              {t('tags.onSegment')}
            </Menu.Item>
          )}
          {may && (
            <>
              {s.rule && (
                <Menu.Item
                  leftSection={<Icon name="filter" size="s" />}
                  onClick={() => void navigate({ to: '/segments/$id', params: { id: s.id } })}
                >
                  {t('who.edit')}
                </Menu.Item>
              )}
              <Menu.Item leftSection={<Icon name="edit" size="s" />} onClick={rename}>
                {t('common.rename')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon name="trash" size="s" />} onClick={() => setAsking(true)}>
                {t('segments.delete')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <AudienceDialog segment={s} opened={telling} close={() => setTelling(false)} />
      <TagSegment segment={s} opened={tagging} close={() => setTagging(false)} />
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t('segments.delete')}
        go={t('common.delete')}
        danger
        act={remove}
      >
        <p>{t('segments.deleteSure', { name: s.name })}</p>
      </Confirm>
    </>
  )
}
