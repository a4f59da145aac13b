export { readRecording } from '../stores/recordings/read-recording.ts';
export { writeRecording } from '../stores/recordings/write-recording.ts';
