import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { JourneyMap } from '@/api/types'
import { apply, type Action } from './edit/actions'

/** Takes a stage or touchpoint off the map and offers to put it back, wherever it stood. */
export function useRemove(map: JourneyMap, act: (a: Action) => void) {
  const { t } = useTranslation()
  return (action: Action, name: string) => {
    const inverse = apply(map, action)?.inverse
    if (!inverse) return
    act(action)
    const id = notifications.show({
      autoClose: 12_000,
      message: (
        <>
          {t('map.removed', { name })}{' '}
          <button
            type="button"
            className="link"
            onClick={() => {
              act(inverse)
              notifications.hide(id)
            }}
          >
            {t('common.undo')}
          </button>
        </>
      ),
    })
  }
}
