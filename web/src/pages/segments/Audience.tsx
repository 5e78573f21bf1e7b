import { Modal, Select } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { SegmentInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain, Loaded } from '@/parts/parts'
import { save } from '@/parts/FileMenu'
import '../settings/settings.css' // of the dialogs
import './segments.css'

const platforms = ['meta', 'google', 'tiktok'] as const
type Platform = (typeof platforms)[number]

interface Asked {
  segment: SegmentInfo
  opened: boolean
  close: () => void
}

/** A segment as a list for an advertising platform: hashed, of who agreed, how many said before. */
export function AudienceDialog({ segment, opened, close }: Asked) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('segments.audience.title', { name: segment.name })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'set' }}
    >
      <Choose segment={segment} />
    </Modal>
  )
}

function Choose({ segment }: { segment: SegmentInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [platform, choose] = useState<Platform>('meta')
  const params = { path: { id: segment.id }, query: { for: platform } }
  const counts = useQuery({
    queryKey: ['segments', segment.id, 'audience', platform],
    queryFn: ({ signal }) => call(api.GET('/v1/segments/{id}/audience/preview', { signal, params })),
    staleTime: 0,
  })
  const take = useMutation({
    mutationFn: () =>
      call<Blob>(api.GET('/v1/segments/{id}/audience.csv', { params, parseAs: 'blob' } as never) as never),
    onSuccess: (blob) => save(`cham-${platform}.csv`, blob),
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
  return (
    <div className="dlg">
      <p>{t('segments.audience.how')}</p>
      <Select
        label={t('segments.audience.platform')}
        data={platforms.map((p) => ({ value: p, label: t(`segments.audience.on.${p}`) }))}
        value={platform}
        onChange={(v) => v && choose(v as Platform)}
        allowDeselect={false}
      />
      <Loaded query={counts} rows={3}>
        {({ customers, agreed, lines, least = 0 }) => (
          <>
            <ul className="aud" aria-live="polite">
              {Object.entries({ customers, agreed, lines }).map(([what, n]) => (
                <li key={what}>
                  <span>{t(`segments.audience.${what}`)}</span>
                  <b>{f.num(n)}</b>
                </li>
              ))}
            </ul>
            {lines < least && (
              <p className="aud-few">
                <Icon name="alert" size="s" />
                {t('segments.audience.few', { count: least, n: f.num(least) })}
              </p>
            )}
            <div className="dlg-act">
              <button
                type="button"
                className="btn p"
                disabled={lines === 0 || take.isPending}
                onClick={() => take.mutate()}
              >
                <Icon name="dl" size="s" />
                {t('segments.audience.take')}
              </button>
            </div>
          </>
        )}
      </Loaded>
    </div>
  )
}
