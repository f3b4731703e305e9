// Two printers at the other end of the cable, both with a VirtualPrinter as their works: one behind the kernel's own
// printer function, one behind FunctionFS, where each endpoint can be made to misbehave.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>

#include "core/base/bytes.hpp"
#include "drivers/printer/virtual_printer.hpp"
#include "tests/usb-vm/gadget.hpp"

namespace saduak::usb_vm {

// What arrives and what it makes the printer say. Any thread.
class Works {
public:
    Works();
    [[nodiscard]] drivers::VirtualPrinter& machine() { return machine_; }
    // Takes the bytes; a printer that is told to be a plain sink does not read them as commands.
    void take(ByteView bytes);
    [[nodiscard]] Bytes replies();
    [[nodiscard]] Bytes received() const;
    [[nodiscard]] std::size_t received_count() const { return count_; }
    void only_keep_bytes() { sink_ = true; }
    // After so many bytes it takes no more; the kernel's printer function takes whole buffers, so a little more.
    void hold_after(std::size_t bytes) { limit_ = bytes; }
    [[nodiscard]] std::size_t room() const;

private:
    drivers::VirtualPrinter machine_;
    std::unique_ptr<drivers::PrinterPort> port_;
    mutable std::mutex mutex_;
    Bytes received_;
    std::atomic<std::size_t> count_{0};
    std::atomic<std::size_t> limit_;
    std::atomic<bool> sink_{false};
};

// A thread whose waiting reads and writes end when it is poked.
class Worker {
public:
    template <class Body>
    explicit Worker(Body body)
        : thread_([this, body] {
              body();
              done_ = true;
          })
    {
    }
    // Returns when the body has; poked until then, because a signal that comes right before a wait does nothing.
    ~Worker();
    Worker(Worker const&) = delete;
    Worker& operator=(Worker const&) = delete;
    void poke();

private:
    std::atomic<bool> done_{false};
    std::thread thread_;
};

// Does the kernel's driver have a printer just now?
[[nodiscard]] bool usblp_has_one();

// usb_f_printer, read at /dev/g_printer0. At most one at a time, and opened by the host once each time it is plugged in. Pulling
// it while data is under way breaks the kernel's lists now and then (a kernel defect): the other printer is there for that.
class KernelPrinter {
public:
    explicit KernelPrinter(std::string const& name);
    ~KernelPrinter();
    KernelPrinter(KernelPrinter const&) = delete;
    KernelPrinter& operator=(KernelPrinter const&) = delete;

    [[nodiscard]] Works& works() { return works_; }
    void plug_in();
    // Closes the device first: see Gadget::unplug().
    void unplug();

private:
    void run();

    Works works_;
    Gadget gadget_;
    std::atomic<bool> stopping_{false};
    std::unique_ptr<Worker> reader_;
};

// Class 7, subclass 1, protocol 2, bulk IN 0x81, bulk OUT 0x02, in user space.
class FunctionFsPrinter {
public:
    explicit FunctionFsPrinter(std::string const& name);
    ~FunctionFsPrinter();
    FunctionFsPrinter(FunctionFsPrinter const&) = delete;
    FunctionFsPrinter& operator=(FunctionFsPrinter const&) = delete;

    [[nodiscard]] Works& works() { return works_; }
    void plug_in();
    void unplug();
    // Halts the endpoint that takes data; returns when it is halted.
    void halt_out();

    static constexpr char kDeviceId[] = "MFG:Saduak;MDL:Made up 80;CMD:ESC/POS;CLS:PRINTER;";

private:
    void answer_control();
    void take_data();
    void send_replies();

    Works works_;
    Gadget gadget_;
    int control_ = -1;
    int in_ = -1;
    int out_ = -1;
    std::atomic<bool> stopping_{false};
    std::atomic<bool> halt_{false};
    std::atomic<bool> halted_{false};
    // Last: they use all of the above.
    std::unique_ptr<Worker> controller_;
    std::unique_ptr<Worker> taker_;
    std::unique_ptr<Worker> sender_;
};

}  // namespace saduak::usb_vm
