import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/**
 * A server that speaks MongoDB's wire protocol, in memory, on a free port of loopback. The library by itself
 * reports wire version 8, which drivers from version 7 refuse; its commands are enough for version 9's clients
 * as long as they use no sessions, transactions or change streams.
 */
public class MongoWire {
  public static void main(String[] args) {
    var backend = new MemoryBackend();
    backend.version(new MongoVersion() {
      public int getWireVersion() { return 9; }
      public List<Integer> getVersionArray() { return List.of(4, 4, 0); }
      public String toVersionString() { return "4.4.0"; }
    });
    var server = new MongoServer(backend);
    server.bind("127.0.0.1", 0);
    System.out.println("ready on " + server.getLocalAddress().getPort());
  }
}
