import { PageWaiting } from '@/shell/PageStates'

export default function MapsPage() {
  return <PageWaiting />
}
