import { PageWaiting } from '@/shell/PageStates'

export default function MapPage() {
  return <PageWaiting />
}
