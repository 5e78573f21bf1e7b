import { Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SegmentRule } from '@/api/types'
import { Icon } from '@/parts/Icon'
import { IconButton } from '@/parts/parts'
import { useSession } from '@/session'
import { Account, Buy, Came, Consent, InSegment, Reach, Stand, Tagged, Touch, Trait } from './Conditions'
import { blank, deepest, group, inside, type Kind, kindOf, kinds, type Op, opOf, ops } from './rule'

interface Props {
  rule: SegmentRule
  set: (r: SegmentRule) => void
  remove?: () => void
  depth?: number
  own?: string
}

/** A group of conditions and groups; how it joins them stands above. */
export function RuleGroup({ rule, set, remove, depth = 1, own }: Props) {
  const { t } = useTranslation()
  const op = opOf(rule) ?? 'all'
  const of = inside(rule)
  const put = (i: number, r: SegmentRule) =>
    set(
      group(
        op,
        of.map((x, k) => (k === i ? r : x)),
      ),
    )
  const drop = (i: number) =>
    set(
      group(
        op,
        of.filter((_, k) => k !== i),
      ),
    )
  return (
    <div className={`rgroup ${op}`} role="group" aria-label={t(`who.op.${op}`)}>
      <div className="rhead">
        <div className="rops">
          {ops.map((o: Op) => (
            <button
              key={o}
              type="button"
              className={o === op ? 'on' : undefined}
              aria-pressed={o === op}
              onClick={() => set(group(o, of))}
            >
              {t(`who.op.${o}`)}
            </button>
          ))}
        </div>
        <span className="t2 sm">{t(`who.opHint.${op}`)}</span>
        {remove && <IconButton icon="x" label={t('who.removeGroup')} onClick={remove} />}
      </div>
      {of.map((r, i) =>
        opOf(r) ? (
          <RuleGroup key={i} rule={r} set={(x) => put(i, x)} remove={() => drop(i)} depth={depth + 1} own={own} />
        ) : (
          <Condition key={i} rule={r} set={(x) => put(i, x)} remove={() => drop(i)} own={own} />
        ),
      )}
      <div className="radd">
        <AddCondition add={(k) => set(group(op, [...of, blank(k)]))} />
        {depth < deepest && (
          <button type="button" className="btn" onClick={() => set(group(op, [...of, group('any', [blank('touch')])]))}>
            <Icon name="plus" size="s" />
            {t('who.addGroup')}
          </button>
        )}
      </div>
    </div>
  )
}

const icons = {
  touch: 'eye',
  buy: 'card',
  stand: 'map',
  came: 'route',
  trait: 'user',
  consent: 'check',
  tag: 'star',
  reach: 'phone',
  account: 'users',
  segment: 'users',
} as const

function AddCondition({ add }: { add: (k: Kind) => void }) {
  const { t } = useTranslation()
  const full = useSession()?.user?.sight === 'full'
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className="btn">
          <Icon name="plus" size="s" />
          {t('who.add')}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds
          .filter((k) => full || k !== 'trait')
          .map((k) => (
            <Menu.Item key={k} leftSection={<Icon name={icons[k]} size="s" />} onClick={() => add(k)}>
              {t(`who.kind.${k}`)}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function Condition({ rule, set, remove, own }: Props) {
  const { t } = useTranslation()
  const kind = kindOf(rule)
  if (!kind) return null
  return (
    <div className="rline" role="group" aria-label={t(`who.kind.${kind}`)}>
      <span className="rword">
        <Icon name={icons[kind]} size="s" />
        {t(`who.word.${kind}`)}
      </span>
      <span className="rfields">
        <Fields rule={rule} set={set} own={own} />
      </span>
      <IconButton icon="x" label={t('who.remove')} onClick={() => remove?.()} />
    </div>
  )
}

function Fields({ rule: r, set, own }: Props) {
  if (r.touch) return <Touch value={r.touch} set={(touch) => set({ touch })} />
  if (r.buy) return <Buy value={r.buy} set={(buy) => set({ buy })} />
  if (r.stand) return <Stand value={r.stand} set={(stand) => set({ stand })} />
  if (r.came) return <Came value={r.came} set={(came) => set({ came })} />
  if (r.trait) return <Trait value={r.trait} set={(trait) => set({ trait })} />
  if (r.consent) return <Consent value={r.consent} set={(consent) => set({ consent })} />
  if (r.tag) return <Tagged value={r.tag} set={(tag) => set({ tag })} />
  if (r.account) return <Account value={r.account} set={(account) => set({ account })} />
  if (r.segment !== undefined) return <InSegment value={r.segment} set={(segment) => set({ segment })} own={own} />
  return <Reach value={r.reach ?? ''} set={(reach) => set({ reach })} />
}
