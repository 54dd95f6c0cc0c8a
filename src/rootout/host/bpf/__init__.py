"""Programs for the kernel, put together, loaded and listened to without any other tool."""
