import { Menu, Modal, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'
import { messagesQuery, useAsked, type Saved } from '../messages/data'
import { sayingOf, saysIn, versionWith } from '../messages/saved'
import { isBlank } from './letter'
import type { Class, Version } from './types'
import type { Draft } from './useDraft'
import { saidBy, type At } from './ways'

interface Props {
  draft: Draft
  at: At
  begin: (v: Partial<Version>, of: Class) => void
}

/** Begins with a message that is kept, or keeps this one for other campaigns. */
export function SavedMenu({ draft: { now }, at, begin }: Props) {
  const { t } = useTranslation()
  const [saving, setSaving] = useState(false)
  const list = useQuery(messagesQuery).data?.messages.filter((m) => m.way === at.way) ?? []
  const said = saidBy(now, at.side)
  const [asked, setAsked] = useState<Saved>()
  const { letter, text } = sayingOf(said, at.way)
  const blank = letter ? isBlank(letter) : !text?.text?.trim() && !text?.template
  const go = (m: Saved) => {
    setAsked(undefined)
    begin(versionWith(said, at.way, saysIn(m, now.lang)), m.class)
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="btn o">
            <Icon name="msg" size="s" />
            {t('message.open')}
            <Icon name="down" size="s" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {list.length > 0 && <Menu.Label>{t('message.beginWith')}</Menu.Label>}
          {list.map((m) => (
            <Menu.Item key={m.id} onClick={() => (blank ? go(m) : setAsked(m))}>
              {m.name} <small className="t2">{t(`reach.class.${m.class}`)}</small>
            </Menu.Item>
          ))}
          {list.length > 0 && <Menu.Divider />}
          <Menu.Item leftSection={<Icon name="plus" size="s" />} onClick={() => setSaving(true)}>
            {t('message.saveAs')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={!!asked}
        close={() => setAsked(undefined)}
        title={t('campaign.ready.replace')}
        go={t('campaign.ready.go')}
        act={{ mutate: () => asked && go(asked) }}
      >
        <p>{t('campaign.ready.sure', { name: asked?.name ?? '' })}</p>
      </Confirm>
      <Modal
        opened={saving}
        onClose={() => setSaving(false)}
        title={t('message.saveAs')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <SaveAs
          close={() => setSaving(false)}
          name={now.name}
          body={{ class: now.class, way: at.way, says: { [now.lang]: sayingOf(said, at.way) } }}
        />
      </Modal>
    </>
  )
}

type Body = Pick<Saved, 'class' | 'way' | 'says'>

function SaveAs({ name: first, body, close }: { name: string; body: Body; close: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(first)
  const asked = useAsked()
  const save = useMutation({
    mutationFn: () => call(api.POST('/v1/messages', { body: { ...body, name: name.trim() } })),
    onSuccess: async () => {
      await asked()
      close()
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <TextInput
        label={t('message.name')}
        maxLength={100}
        data-autofocus
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      {!!save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="submit" className="btn p" disabled={!name.trim() || save.isPending}>
          {t('common.save')}
        </button>
      </div>
    </form>
  )
}
