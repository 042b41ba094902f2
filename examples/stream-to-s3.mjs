// A clip goes from the video server to S3 as it arrives: never on disk, never whole in memory.
import { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { createUgoku } from "ugoku";

const { animate } = createUgoku(); // the server that UGOKU_BASE_URL names
const s3 = new S3Client(); // region, keys and AWS_ENDPOINT_URL come from the environment: R2 and MinIO work alike

const clip = await animate("photo.jpg")
  .withPrompt("The woman slowly turns to the right and smiles; guests chat softly behind her.")
  .fit("cover")
  .render();

const upload = new Upload({
  client: s3,
  params: {
    Bucket: process.env.BUCKET ?? "clips",
    Key: `${clip.jobId}.mp4`,
    Body: await clip.stream(),
    ContentType: "video/mp4",
  },
  queueSize: 1, // parts in memory at a time
  partSize: 5 * 1024 * 1024, // the smallest that S3 takes
  leavePartsOnError: false, // the default: if the download breaks for good, what was uploaded so far is deleted
});
const { Bucket, Key } = await upload.done();
console.log(`s3://${Bucket}/${Key}`);
