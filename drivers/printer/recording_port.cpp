#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/printer/record.hpp"

namespace saduak::drivers {

namespace {

constexpr std::string_view kHeader = "saduak printer record 1\n";

class RecordingPort final : public PrinterPort {
public:
    RecordingPort(std::unique_ptr<PrinterPort> port, std::filesystem::path file, std::size_t bytes_max)
        : port_(std::move(port)), file_(std::move(file)), bytes_max_(bytes_max)
    {
    }
    ~RecordingPort() override { close(); }
    RecordingPort(RecordingPort const&) = delete;
    RecordingPort& operator=(RecordingPort const&) = delete;

    [[nodiscard]] Status begin()
    {
        SADUAK_TRY_STATUS(open());
        put("open " + port_->description() + "\n");
        return {};
    }

    Result<std::size_t> write(ByteView bytes, Millis deadline) override
    {
        auto count = port_->write(bytes, deadline);
        if (!count) note("lost " + one_line(count.error().context));
        else note("write " + std::to_string(*count) + "/" + std::to_string(bytes.size()) + (*count > 0 ? " " + to_hex(bytes.first(*count)) : ""));
        return count;
    }
    Result<Bytes> read(Millis deadline) override
    {
        auto bytes = port_->read(deadline);
        if (!bytes) note("lost " + one_line(bytes.error().context));
        else note(bytes->empty() ? "read" : "read " + to_hex(*bytes));
        return bytes;
    }
    std::string description() const override { return port_->description(); }

private:
    static std::string one_line(std::string text)
    {
        std::replace(text.begin(), text.end(), '\n', ' ');
        return text;
    }
    void note(std::string const& what)
    {
        auto const passed = std::chrono::steady_clock::now() - opened_;
        put(std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(passed).count()) + " " + what + "\n");
    }
    [[nodiscard]] Status open()
    {
        descriptor_ = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        if (descriptor_ < 0)
            return fail(errno == EACCES ? Errc::permission : Errc::io, "cannot record to " + file_.string() + ": " + std::strerror(errno));
        struct stat known {};
        size_ = ::fstat(descriptor_, &known) == 0 ? static_cast<std::size_t>(known.st_size) : 0;
        if (size_ == 0) put(kHeader);
        return {};
    }
    void put(std::string_view text)
    {
        if (descriptor_ < 0) return;
        if (size_ > kHeader.size() && size_ + text.size() > bytes_max_ && !turn_over()) return close();
        auto const count = ::write(descriptor_, text.data(), text.size());
        // A line that is cut off would spoil what follows: the record ends here.
        if (count != static_cast<ssize_t>(text.size())) return close();
        size_ += text.size();
    }
    [[nodiscard]] bool turn_over()
    {
        close();
        std::error_code error;
        std::filesystem::rename(file_, file_.string() + ".1", error);
        return !error && open().has_value();
    }
    void close()
    {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = -1;
    }

    std::unique_ptr<PrinterPort> port_;
    std::filesystem::path file_;
    std::size_t bytes_max_;
    std::size_t size_ = 0;
    int descriptor_ = -1;
    std::chrono::steady_clock::time_point opened_ = std::chrono::steady_clock::now();
};

}  // namespace

Recording record_port(std::unique_ptr<PrinterPort> port, std::filesystem::path const& file, std::size_t bytes_max)
{
    auto recording = std::make_unique<RecordingPort>(std::move(port), file, bytes_max);
    Status begun = recording->begin();
    return {std::move(recording), std::move(begun)};
}

}  // namespace saduak::drivers
