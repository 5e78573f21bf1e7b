import { closestCenter, DndContext, PointerSensor, useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core'
import { Menu } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '@/parts/Icon'
import { BlockCard } from './BlockCard'
import { blankBlock, blockKinds, moved } from './letter'
import type { Block, BlockKind, Lang } from './types'

export const blockIcon: Record<BlockKind, IconName> = {
  heading: 'edit',
  text: 'list',
  button: 'link',
  image: 'eye',
  divider: 'minus',
}

let last = 0
const fresh = () => ++last

interface Props {
  lang: Lang
  blocks: Block[]
  set: (blocks: Block[]) => void
}

/** The letter's parts, one below the other: written, moved by buttons or the mouse, taken out. */
export function Blocks({ lang, blocks, set }: Props) {
  const { t } = useTranslation()
  // Blocks have no names of their own: these follow them when they move, so that each keeps its caret.
  const [ids, setIds] = useState(() => blocks.map(fresh))
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }))
  const both = <T,>(f: (list: (Block | number)[]) => T) => [f(blocks), f(ids)] as [T, T]
  const move = (from: number, to: number) => {
    const [b, i] = both((list) => moved(list, from, to))
    set(b as Block[])
    setIds(i as number[])
  }
  const remove = (at: number) => {
    const [b, i] = both((list) => list.filter((_, n) => n !== at))
    set(b as Block[])
    setIds(i as number[])
  }
  const add = (kind: BlockKind) => {
    set([...blocks, blankBlock(kind)])
    setIds([...ids, fresh()])
  }
  const dropped = ({ active, over }: DragEndEvent) =>
    over && move(ids.indexOf(Number(active.id)), ids.indexOf(Number(over.id)))
  return (
    <div className="blks" role="group" aria-label={t('campaign.block.all')}>
      <span className="sm b">{t('campaign.block.all')}</span>
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={dropped}>
        <ol>
          {blocks.map((b, at) => (
            <BlockCard
              key={ids[at]}
              id={ids[at]!}
              at={at}
              of={blocks.length}
              block={b}
              lang={lang}
              set={(next) => set(blocks.map((x, i) => (i === at ? next : x)))}
              move={(to) => move(at, to)}
              remove={() => remove(at)}
            />
          ))}
        </ol>
      </DndContext>
      <Add add={add} />
    </div>
  )
}

function Add({ add }: { add: (kind: BlockKind) => void }) {
  const { t } = useTranslation()
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className="btn o">
          <Icon name="plus" size="s" />
          {t('campaign.block.add')}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {blockKinds.map((k) => (
          <Menu.Item key={k} leftSection={<Icon name={blockIcon[k]} size="s" />} onClick={() => add(k)}>
            {t(`campaign.block.${k}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
