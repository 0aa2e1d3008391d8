import { Who } from '../../components/who'

export default Who
