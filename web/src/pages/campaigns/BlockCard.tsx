import { useDraggable, useDroppable } from '@dnd-kit/core'
import { TextInput } from '@mantine/core'
import { useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { IconButton } from '@/parts/parts'
import { LiquidText } from './LiquidText'
import type { Block, Lang } from './types'

interface Props {
  id: number
  at: number
  of: number
  block: Block
  lang: Lang
  set: (b: Block) => void
  move: (to: number) => void
  remove: () => void
}

/** One block of a letter: what it is, what moves it, and what it says. */
export function BlockCard(p: Props) {
  const { t } = useTranslation()
  const drag = useDraggable({ id: p.id })
  const drop = useDroppable({ id: p.id })
  const name = t('campaign.block.nth', { n: p.at + 1, kind: t(`campaign.block.${p.block.kind}`) })
  const y = drag.transform?.y ?? 0
  return (
    <li
      ref={(el) => {
        drag.setNodeRef(el)
        drop.setNodeRef(el)
      }}
      className={'blk' + (drag.isDragging ? ' held' : drop.isOver ? ' over' : '')}
      style={drag.isDragging ? { transform: `translateY(${y}px)` } : undefined}
    >
      <div role="group" aria-label={name}>
        <Fields
          block={p.block}
          lang={p.lang}
          set={p.set}
          before={
            <span className="blk-g" aria-hidden="true" {...drag.listeners}>
              <Icon name="grip" size="s" />
            </span>
          }
          after={<Moves {...p} name={name} />}
        />
      </div>
    </li>
  )
}

function Moves({ at, of, move, remove, name }: Props & { name: string }) {
  const { t } = useTranslation()
  const here = useRef<HTMLSpanElement>(null)
  // The block takes its buttons along; the one that was pressed stays the one in hand.
  const go = (to: number, button: number) => {
    move(to)
    requestAnimationFrame(() => here.current?.querySelectorAll('button')[button]?.focus())
  }
  return (
    <span className="row" ref={here}>
      <IconButton
        icon="up"
        label={t('campaign.block.up', { block: name })}
        disabled={at === 0}
        onClick={() => go(at - 1, 0)}
      />
      <IconButton
        icon="down"
        label={t('campaign.block.down', { block: name })}
        disabled={at === of - 1}
        onClick={() => go(at + 1, 1)}
      />
      <IconButton icon="trash" label={t('campaign.block.remove', { block: name })} onClick={remove} />
    </span>
  )
}

type FieldsProps = Pick<Props, 'block' | 'lang' | 'set'> & { before: ReactNode; after: ReactNode }

/** What a block says; what it is stands in the line with the grip and the buttons. */
function Fields({ block, lang, set, before, after }: FieldsProps) {
  const { t } = useTranslation()
  const kind = t(`campaign.block.${block.kind}`)
  const lines = block.kind === 'text'
  if (block.kind === 'divider' || block.kind === 'image')
    return (
      <>
        <div className="row">
          {before}
          <b className="blk-k">{kind}</b>
          <span className="sp" />
          {after}
        </div>
        {block.kind === 'divider' ? <hr /> : <Picture block={block} set={set} />}
      </>
    )
  return (
    <>
      <LiquidText
        label={kind}
        lang={lang}
        lines={lines}
        max={lines ? 5000 : 200}
        value={block.text ?? ''}
        set={(text) => set({ ...block, text })}
        before={before}
        after={after}
      />
      {block.kind === 'button' && <Address block={block} set={set} label={t('campaign.block.buttonUrl')} />}
    </>
  )
}

type Part = Pick<Props, 'block' | 'set'>

function Address({ block, set, label }: Part & { label: string }) {
  return (
    <TextInput
      type="url"
      aria-label={label}
      placeholder={`${label}: https://`}
      maxLength={2000}
      value={block.url ?? ''}
      onChange={(e) => set({ ...block, url: e.target.value })}
    />
  )
}

function Picture({ block, set }: Part) {
  const { t } = useTranslation()
  return (
    <>
      <Address block={block} set={set} label={t('campaign.block.imageUrl')} />
      <TextInput
        aria-label={t('campaign.block.alt')}
        placeholder={`${t('campaign.block.alt')}: ${t('campaign.block.altHow')}`}
        maxLength={200}
        value={block.alt ?? ''}
        onChange={(e) => set({ ...block, alt: e.target.value })}
      />
    </>
  )
}
