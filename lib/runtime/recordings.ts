export { readRecording } from '../stores/recordings/read-recording.ts';
