package dev.troupe.http;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/** A subscriber that is counted while it listens. */
record Counted<T>(Flow.Subscriber<? super T> listener, AtomicInteger count) implements Flow.Subscriber<T> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        count.incrementAndGet();
        listener.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long items) {
                subscription.request(items);
            }

            @Override
            public void cancel() {
                count.decrementAndGet();
                subscription.cancel();
            }
        });
    }

    @Override
    public void onNext(T item) {
        listener.onNext(item);
    }

    @Override
    public void onError(Throwable trouble) {
        count.decrementAndGet();
        listener.onError(trouble);
    }

    @Override
    public void onComplete() {
        count.decrementAndGet();
        listener.onComplete();
    }
}
