import { TagsInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { components } from '@/api/schema'
import { Icon } from '@/parts/Icon'
import { ChannelIcon, Empty, explain, IconButton, Loaded } from '@/parts/parts'
import { useMay } from '@/session'
import { Help } from '@/shell/Help'
import { useTitle } from '@/shell/PageStates'
import { Code } from './Code'
import { sourcesQuery } from './data'
import { Debugger } from './Debugger'
import { RefusalsCard, SwitchesCard, VolumeCard } from './SourceSide'
import './sources.css'
import './staffsetup.css'

type Setup = components['schemas']['StaffSetup']
type Tile = components['schemas']['StaffTile']

const setupKey = ['staff', 'setup']

/** What staff have on their phones: where it is, which touchpoints are tiles, which branches there are. */
export default function StaffSetupPage() {
  const { t } = useTranslation()
  useTitle(t('staff.title'))
  const may = useMay('sources')
  const query = useQuery({
    queryKey: setupKey,
    queryFn: ({ signal }) => call(api.GET('/v1/staff/setup', { signal })),
    enabled: may,
  })
  const source = useQuery(sourcesQuery).data?.find((s) => s.kind === 'staff')
  return (
    <div className="page srcs">
      <header className="ph keep">
        <div>
          <p className="crumb">
            <Link to="/sources">{t('nav.sources')}</Link>
            <Icon name="right" size="xs" />
          </p>
          <div className="ph-t">
            <h1>{t('staff.title')}</h1>
            <Help page="staff" />
          </div>
          <p>{t('staffSetup.lead')}</p>
        </div>
      </header>
      <div className="sg2">
        <div className="stack">
          {!may ? (
            <section className="card">
              <Empty
                icon="phone"
                title={t('staff.title')}
                action={
                  <a className="btn p" href="/staff/">
                    {t('staffSetup.open')}
                  </a>
                }
              >
                {t('staffSetup.managers')}
              </Empty>
            </section>
          ) : (
            <Loaded query={query} rows={8}>
              {(setup) => (
                <>
                  <Where setup={setup} />
                  <Choice key={JSON.stringify([setup.tiles, setup.branches])} setup={setup} />
                </>
              )}
            </Loaded>
          )}
          {source?.lastAt && <Debugger source={source} />}
        </div>
        <div className="stack">
          {source ? (
            <>
              <VolumeCard source={source} />
              <RefusalsCard source={source} />
              {may && <SwitchesCard source={source} />}
            </>
          ) : (
            <section className="card">
              <p className="quiet first">{t('staffSetup.none')}</p>
            </section>
          )}
        </div>
      </div>
    </div>
  )
}

function Where({ setup }: { setup: Setup }) {
  const { t } = useTranslation()
  const secure = /^https:|^http:\/\/(localhost|127\.0\.0\.1)/.test(setup.url)
  return (
    <section className="card staff-where" aria-labelledby="staff-where">
      <img src={setup.picture} width={132} height={132} alt={t('staffSetup.qr')} />
      <div>
        <h2 id="staff-where">{t('staffSetup.where')}</h2>
        <p>{t('staffSetup.whereHow')}</p>
        <Code text={setup.url} label={t('staffSetup.link')} />
        {!secure && (
          <p className="warnline" role="note">
            <Icon name="alert" size="s" />
            {t('staffSetup.https')}
          </p>
        )}
      </div>
    </section>
  )
}

/** Outcomes that shops usually ask for, offered when a tile is taken on. */
const usual: Record<string, string> = {
  'Booking Made': 'booking',
  'Appointment Booked': 'booking',
  'Trial Booked': 'booking',
  'Order Completed': 'order',
  'Store Visited': 'visit',
}

/** The tiles that were chosen, as they are being changed. */
function useTiles(setup: Setup) {
  const { t } = useTranslation()
  const [tiles, set] = useState(setup.tiles)
  const add = (c: Tile) => {
    const outcomes = usual[c.event] ? t(`staffSetup.usual.${usual[c.event]}`).split('|') : []
    set([...tiles, { ...c, outcomes }])
  }
  const move = (i: number, by: number) => {
    const next = [...tiles]
    ;[next[i], next[i + by]] = [next[i + by]!, next[i]!]
    set(next)
  }
  const remove = (x: Tile) => set(tiles.filter((o) => o !== x))
  const say = (x: Tile, outcomes: string[]) => set(tiles.map((o) => (o === x ? { ...x, outcomes } : o)))
  return { tiles, add, move, remove, say }
}
type Tiles = ReturnType<typeof useTiles>

function useSave() {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { tiles: { id: string; outcomes: string[] }[]; branches: string[] }) =>
      call(api.PUT('/v1/staff/setup', { body })),
    onSuccess: (next) => {
      client.setQueryData(setupKey, next)
      notifications.show({ message: t('staffSetup.saved') })
    },
  })
}

function Choice({ setup }: { setup: Setup }) {
  const { t } = useTranslation()
  const chosen = useTiles(setup)
  const [branches, setBranches] = useState(setup.branches)
  const save = useSave()
  const { tiles } = chosen
  const changed = JSON.stringify([tiles, branches]) !== JSON.stringify([setup.tiles, setup.branches]) || !setup.chosen
  const go = () => save.mutate({ tiles: tiles.map(({ id, outcomes }) => ({ id, outcomes })), branches })
  return (
    <section className="card staff-choice" aria-labelledby="staff-tiles">
      <div className="hd">
        <h2 id="staff-tiles">{t('staffSetup.tiles')}</h2>
        <span className="t3 sm">{t('staffSetup.count', { n: tiles.length, most: mostTiles })}</span>
      </div>
      <p className="quiet">{t(setup.chosen ? 'staffSetup.tilesHow' : 'staffSetup.proposed')}</p>
      {setup.candidates.length === 0 ? (
        <NoTouchpoints />
      ) : (
        <>
          <ol className="staff-tiles">
            {tiles.map((x, i) => (
              <TileRow key={x.id} tile={x} at={i} of={chosen} />
            ))}
          </ol>
          <More of={chosen} candidates={setup.candidates} />
        </>
      )}
      <div className="staff-branches">
        <TagsInput
          label={t('staffSetup.branches')}
          description={t('staffSetup.branchesHow')}
          placeholder={branches.length ? '' : t('staffSetup.branchesHint')}
          data={setup.seen.filter((b) => !branches.includes(b))}
          maxTags={100}
          value={branches}
          onChange={setBranches}
        />
      </div>
      {save.error && (
        <p className="bad quiet" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      <div className="staff-save">
        <button type="button" className="btn p" disabled={!changed || save.isPending} onClick={go}>
          {t('common.save')}
        </button>
      </div>
    </section>
  )
}

const mostTiles = 12

function NoTouchpoints() {
  const { t } = useTranslation()
  const toMaps = (
    <Link to="/maps" className="btn o">
      {t('staffSetup.toMaps')}
    </Link>
  )
  return (
    <Empty icon="map" title={t('staffSetup.noTouchpoints')} action={toMaps}>
      {t('staffSetup.noTouchpointsHow')}
    </Empty>
  )
}

/** A tile with its place in the order and the outcomes to tap. */
function TileRow({ tile: x, at, of }: { tile: Tile; at: number; of: Tiles }) {
  const { t } = useTranslation()
  const name = x.label
  return (
    <li>
      <div className="row">
        <ChannelIcon channel={x.channel} />
        <span className="two">
          <b className="any">{name}</b>
          <small>{x.map}</small>
        </span>
        <span className="sp" />
        <IconButton
          icon="up"
          label={t('staffSetup.up', { name })}
          disabled={at === 0}
          onClick={() => of.move(at, -1)}
        />
        <IconButton
          icon="down"
          label={t('staffSetup.down', { name })}
          disabled={at === of.tiles.length - 1}
          onClick={() => of.move(at, 1)}
        />
        <IconButton icon="x" label={t('staffSetup.remove', { name })} onClick={() => of.remove(x)} />
      </div>
      <TagsInput
        aria-label={t('staffSetup.outcomes', { name })}
        placeholder={x.outcomes.length ? '' : t('staffSetup.outcomesHint')}
        maxTags={6}
        value={x.outcomes}
        onChange={(outcomes) => of.say(x, outcomes)}
      />
    </li>
  )
}

/** The touchpoints that are no tiles yet. */
function More({ of, candidates }: { of: Tiles; candidates: Tile[] }) {
  const { t } = useTranslation()
  const left = candidates.filter((c) => !of.tiles.some((x) => x.id === c.id))
  if (left.length === 0 || of.tiles.length >= mostTiles) return null
  return (
    <div className="staff-add">
      <h3>{t('staffSetup.add')}</h3>
      <ul>
        {left.map((c) => (
          <li key={c.id}>
            <button type="button" className="btn o" onClick={() => of.add(c)} title={c.map}>
              <Icon name="plus" size="s" />
              {c.label}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
