import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** SQS over HTTP, in memory, which refuses what SQS refuses; prints its port when it is ready. */
public class ElasticMq {
  public static void main(String[] arguments) {
    var port = Integer.parseInt(arguments[0]);
    SQSRestServerBuilder.withInterface("127.0.0.1").withPort(port).start().waitUntilStarted();
    System.out.println("ready on " + port);
  }
}
