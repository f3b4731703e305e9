// Values on their way to one thread. The lock guards the queue alone, never the model.
#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace saduak::kiosk {

template <class T>
class Mailbox {
public:
    // `wake`: called after each put(), in the thread of the sender.
    explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

    void put(T value)
    {
        {
            std::lock_guard const lock(mutex_);
            values_.push_back(std::move(value));
        }
        wake_();
    }
    [[nodiscard]] std::vector<T> take_all()
    {
        std::lock_guard const lock(mutex_);
        return std::exchange(values_, {});
    }

private:
    std::function<void()> wake_;
    std::mutex mutex_;
    std::vector<T> values_;
};

}  // namespace saduak::kiosk
