// Stock reserves goods: a gRPC server under OpenTelemetry Go, which tells Kafka what it reserved.
package main

import (
	"context"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/plugin/kotel"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

func main() {
	slog.SetDefault(slog.New(withIDs{slog.NewJSONHandler(os.Stdout, nil)}))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		slog.Error(err.Error())
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	provider, err := startTracing(ctx)
	if err != nil {
		return err
	}
	defer provider.Shutdown(context.Background())
	producer, err := kgo.NewClient(
		kgo.SeedBrokers(os.Getenv("KAFKA_BROKER")),
		// Its first choice is Snappy, which kafkajs does not read.
		kgo.ProducerBatchCompression(kgo.GzipCompression()),
		kgo.WithHooks(kotel.NewKotel(kotel.WithTracer(kotel.NewTracer())).Hooks()...),
	)
	if err != nil {
		return err
	}
	defer producer.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		return err
	}
	server := grpc.NewServer(grpc.StatsHandler(otelgrpc.NewServerHandler()))
	server.RegisterService(&description, &stock{producer})
	context.AfterFunc(ctx, server.GracefulStop)
	slog.Info("listening on " + listener.Addr().String())
	return server.Serve(listener)
}

// startTracing reads the OTEL_* variables. The propagators, OpenTelemetry Go leaves to the program.
func startTracing(ctx context.Context) (*trace.TracerProvider, error) {
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, err
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter))
	otel.SetTracerProvider(provider)
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(
		propagation.TraceContext{}, propagation.Baggage{}, requestID{}))
	return provider, nil
}

type stock struct{ producer *kgo.Client }

func (s *stock) reserve(ctx context.Context, sku *wrapperspb.StringValue) (*wrapperspb.StringValue, error) {
	slog.InfoContext(ctx, "reserving "+sku.Value)
	parcel := wrapperspb.String("a parcel with one " + sku.Value)
	record := &kgo.Record{Topic: "reserved", Value: []byte(parcel.Value)}
	return parcel, s.producer.ProduceSync(ctx, record).FirstErr()
}

// description says what protoc would have generated from
// `service Stock { rpc Reserve(google.protobuf.StringValue) returns (google.protobuf.StringValue); }`.
var description = grpc.ServiceDesc{
	ServiceName: "polyglot.Stock",
	HandlerType: (*any)(nil),
	Methods: []grpc.MethodDesc{{
		MethodName: "Reserve",
		Handler: func(server any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
			sku := new(wrapperspb.StringValue)
			if err := decode(sku); err != nil {
				return nil, err
			}
			return server.(*stock).reserve(ctx, sku)
		},
	}},
}
